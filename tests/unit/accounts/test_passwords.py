"""What a password must be, and how it is kept."""

from __future__ import annotations

import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters

from portal.accounts import passwords
from portal.accounts.passwords import WeakPassword, check_policy, hash_password, is_outdated, verify

GOOD = "salt lake at dawn 1408"


def test_a_password_is_recognised_and_another_is_not() -> None:
    kept = hash_password(GOOD)
    assert verify(kept, GOOD)
    assert not verify(kept, GOOD + "!")


def test_hashes_cost_what_was_decided() -> None:
    parameters = extract_parameters(hash_password(GOOD))
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)


def test_a_hash_of_other_parameters_is_told_apart() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192).hash(GOOD))
    assert not is_outdated(hash_password(GOOD))


def test_full_width_letters_are_the_same_password() -> None:
    assert verify(hash_password("ｓａｌｔ lake at dawn"), "salt lake at dawn")


@pytest.mark.parametrize("kept", ["", "no hash at all", "$argon2id$v=19$broken"])
def test_what_is_no_hash_lets_nobody_in(kept: str) -> None:
    assert not verify(kept, "")
    assert not verify(kept, GOOD)


def test_a_missing_hash_takes_as_long_as_a_wrong_password() -> None:
    kept = hash_password(GOOD)

    def quickest(stored: str) -> float:
        taken = []
        for _ in range(5):
            start = time.perf_counter()
            verify(stored, "wrong wrong wrong")
            taken.append(time.perf_counter() - start)
        return min(taken)

    assert quickest("") > quickest(kept) * 0.6


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "a" * 12,
        "abab" * 4,
        "PasswordPassword",
        "5201314520131",
        "x1" * 101,
    ],
)
def test_short_common_and_endless_passwords_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_policy(password, "li@invest.example")


def test_the_mails_name_is_no_part_of_the_password() -> None:
    with pytest.raises(WeakPassword):
        check_policy("my Zhang.Wei secret", "zhang.wei@invest.example")
    check_policy("a live wire in Linyi", "li@invest.example")  # too short a name to matter


@pytest.mark.parametrize(
    "password", [GOOD, "盐湖边的十二个汉字真好记呀", "nul\0 and \ud800 inside"]
)
def test_long_and_unusual_passwords_are_fine(password: str) -> None:
    check_policy(password, "somebody@invest.example")
    assert verify(hash_password(password), password)


def test_megabytes_are_not_reckoned_with() -> None:
    assert not verify(hash_password(GOOD), GOOD * 100_000)


def test_a_crowd_is_served_a_few_at_a_time() -> None:
    """More threads than turns: everybody is served, nobody is served wrongly."""
    kept = hash_password(GOOD)
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(verify(kept, GOOD)))
        for _ in range(passwords.AT_ONCE * 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * len(threads)
