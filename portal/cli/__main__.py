"""`python -m portal.cli` is the `portal` command."""

from portal.cli import main

if __name__ == "__main__":  # the commands of this folder are found by importing all of it
    main()
