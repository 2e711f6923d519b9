"""Passwords are kept as Argon2id with OWASP's cost, and checked in the same time for nobody."""

import time

from app.core.passwords import _NOBODY, hash_password, verify_password


def test_the_right_password_fits_and_others_do_not():
    stored = hash_password("a sentence works well")
    assert verify_password("a sentence works well", stored)
    assert not verify_password("a sentence works wel", stored)
    assert not verify_password("", stored)


def test_nobody_has_no_password():
    assert not verify_password("nobody has this password", None)


def test_a_hash_is_argon2id_with_the_cost_that_owasp_names():
    assert hash_password("a sentence works well").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_equal_passwords_have_different_hashes():
    assert hash_password("a sentence works well") != hash_password("a sentence works well")


def test_what_nobody_s_password_is_held_against_costs_as_much_as_a_real_hash():
    made, nobody = hash_password("a sentence works well").split("$"), _NOBODY.split("$")
    assert nobody[:4] == made[:4]
    assert [len(part) for part in nobody] == [len(part) for part in made]


def test_an_unknown_person_is_answered_after_the_same_work():
    stored = hash_password("a sentence works well")

    def seconds(kept):
        started = time.process_time()
        for _ in range(3):
            verify_password("wrong", kept)
        return time.process_time() - started

    known, unknown = seconds(stored), seconds(None)
    assert unknown > known / 3
