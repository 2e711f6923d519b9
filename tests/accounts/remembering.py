"""A part of the site that keeps something of people, and remembers what it was asked to do with it."""


class Remembering:
    def __init__(self, heading: str = "tests") -> None:
        self.heading = heading
        self.merged: list = []
        self.erased: list = []

    def merge(self, session, source, target) -> None:
        self.merged.append((source, target))

    def export(self, session, user_id) -> dict:
        return {self.heading: {"about": str(user_id)}}

    def erase(self, session, user_id) -> None:
        self.erased.append(user_id)
