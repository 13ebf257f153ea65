"""What a command could not do, in one line that says what to do about it."""


class Failure(Exception):
    pass
