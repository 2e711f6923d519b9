"""What an incident says to a reader, and who says it: the server, or the learner's browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.assessment.incidents import REPORTED, Incident


@dataclass(frozen=True, slots=True)
class ShownIncident:
    at: datetime
    text: str
    source: str


def shown(incident: Incident) -> ShownIncident:
    source = "reported by the browser" if incident.kind in REPORTED else "seen by the server"
    return ShownIncident(incident.at, _text(incident), source)


def _text(incident: Incident) -> str:
    span = span_of(incident.seconds or 0)
    match incident.kind:
        case "offline":
            return f"The connection was back after {span}"
        case "device-clock":
            way = "ahead of" if (incident.seconds or 0) > 0 else "behind"
            return (
                f"The clock of the device was {span} {way} that of the server, which alone counts"
            )
        case "other-sign-in":
            return (
                "An answer came from another sign-in than before: another device or browser, or the "
                "same one signed in anew"
            )
        case "silence":
            return f"No answer had been saved for {span} when the next one came"
        case "server-clock":
            return f"The clock of the server was put back by {span}"
        case "paused":
            return "Paused"
        case "went-on":
            return f"Went on after a pause of {span}"
        case "more-time":
            return f"An administrator granted {span} more"


def span_of(seconds: int) -> str:
    """So many seconds in words; the sign is the caller's to tell."""
    seconds = abs(seconds)
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} h {minutes % 60:02d} min"
