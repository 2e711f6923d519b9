"""Which clauses and controls ISO/IEC 42001:2023 has, by number and short title."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

CLAUSES: Final = MappingProxyType(
    {
        "4": "Context of the organization",
        "4.1": "Understanding the organization and its context",
        "4.2": "Needs and expectations of interested parties",
        "4.3": "Determining the scope of the AI management system",
        "4.4": "AI management system",
        "5": "Leadership",
        "5.1": "Leadership and commitment",
        "5.2": "AI policy",
        "5.3": "Roles, responsibilities and authorities",
        "6": "Planning",
        "6.1": "Actions to address risks and opportunities",
        "6.1.1": "General",
        "6.1.2": "AI risk assessment",
        "6.1.3": "AI risk treatment",
        "6.1.4": "AI system impact assessment",
        "6.2": "AI objectives and planning to achieve them",
        "6.3": "Planning of changes",
        "7": "Support",
        "7.1": "Resources",
        "7.2": "Competence",
        "7.3": "Awareness",
        "7.4": "Communication",
        "7.5": "Documented information",
        "7.5.1": "General",
        "7.5.2": "Creating and updating documented information",
        "7.5.3": "Control of documented information",
        "8": "Operation",
        "8.1": "Operational planning and control",
        "8.2": "AI risk assessment",
        "8.3": "AI risk treatment",
        "8.4": "AI system impact assessment",
        "9": "Performance evaluation",
        "9.1": "Monitoring, measurement, analysis and evaluation",
        "9.2": "Internal audit",
        "9.2.1": "General",
        "9.2.2": "Internal audit programme",
        "9.3": "Management review",
        "9.3.1": "General",
        "9.3.2": "Management review inputs",
        "9.3.3": "Management review results",
        "10": "Improvement",
        "10.1": "Continual improvement",
        "10.2": "Nonconformity and corrective action",
    }
)

AREAS: Final = MappingProxyType(
    {
        "A.2": "Policies related to AI",
        "A.3": "Internal organization",
        "A.4": "Resources for AI systems",
        "A.5": "Assessing impacts of AI systems",
        "A.6": "AI system life cycle",
        "A.7": "Data for AI systems",
        "A.8": "Information for interested parties of AI systems",
        "A.9": "Use of AI systems",
        "A.10": "Third-party and customer relationships",
    }
)

CONTROLS: Final = MappingProxyType(
    {
        "A.2.2": "AI policy",
        "A.2.3": "Alignment with other organizational policies",
        "A.2.4": "Review of the AI policy",
        "A.3.2": "AI roles and responsibilities",
        "A.3.3": "Reporting of concerns",
        "A.4.2": "Resource documentation",
        "A.4.3": "Data resources",
        "A.4.4": "Tooling resources",
        "A.4.5": "System and computing resources",
        "A.4.6": "Human resources",
        "A.5.2": "AI system impact assessment process",
        "A.5.3": "Documentation of AI system impact assessments",
        "A.5.4": "Assessing AI system impact on individuals or groups of individuals",
        "A.5.5": "Assessing societal impacts of AI systems",
        "A.6.1.2": "Objectives for responsible development of AI system",
        "A.6.1.3": "Processes for responsible AI system design and development",
        "A.6.2.2": "AI system requirements and specification",
        "A.6.2.3": "Documentation of AI system design and development",
        "A.6.2.4": "AI system verification and validation",
        "A.6.2.5": "AI system deployment",
        "A.6.2.6": "AI system operation and monitoring",
        "A.6.2.7": "AI system technical documentation",
        "A.6.2.8": "AI system recording of event logs",
        "A.7.2": "Data for development and enhancement of AI system",
        "A.7.3": "Acquisition of data",
        "A.7.4": "Quality of data for AI systems",
        "A.7.5": "Data provenance",
        "A.7.6": "Data preparation",
        "A.8.2": "System documentation and information for users",
        "A.8.3": "External reporting",
        "A.8.4": "Communication of incidents",
        "A.8.5": "Information for interested parties",
        "A.9.2": "Processes for responsible use of AI systems",
        "A.9.3": "Objectives for responsible use of AI system",
        "A.9.4": "Intended use of the AI system",
        "A.10.2": "Allocating responsibilities",
        "A.10.3": "Suppliers",
        "A.10.4": "Customers",
    }
)


def area_of(control: str) -> str:
    """The area of Annex A that a control belongs to: A.6 for A.6.2.4."""
    return ".".join(control.split(".")[:2])


def parent_of(clause: str) -> str:
    """The clause that a subclause belongs to: 6.1 for 6.1.2, "" for 6."""
    return clause.rpartition(".")[0]


def covered_by(number: str) -> tuple[str, ...]:
    """What a unit may name to teach this: the number itself, and 7.5 for 7.5.1. A unit on a whole
    clause, such as 7, teaches nothing of it in particular.
    """
    parent = parent_of(number)
    return (number, parent) if parent.count(".") == 1 and parent in CLAUSES else (number,)


def _leaves() -> tuple[str, ...]:
    parents = {parent_of(clause) for clause in CLAUSES}
    return tuple(clause for clause in CLAUSES if clause not in parents)


# The subclauses that hold the requirements, 4.1 to 10.2: what a course has to cover.
REQUIREMENT_CLAUSES: Final = _leaves()


def unknown_clause(clause: str) -> str:
    """Why a clause number is not one of clauses 4 to 10, with what may be meant; "" where it is."""
    if clause in CLAUSES:
        return ""
    if clause in CONTROLS:
        return f'{clause} is a control: write `control="{clause}"`'
    return f"clauses 4 to 10 of ISO/IEC 42001 have no `{clause}`"


def unknown_control(control: str) -> str:
    """Why a number is not a control of Annex A, with what may be meant; "" where it is one."""
    if control in CONTROLS:
        return ""
    if control in AREAS:
        return f"{control} is an area of Annex A: name its control, such as {_first_of(control)}"
    if f"A.{control}" in CONTROLS:
        return f'write `A.{control}` for the control "{CONTROLS[f"A.{control}"]}"'
    return f"Annex A has no control `{control}`"


def _first_of(area: str) -> str:
    return next(control for control in CONTROLS if area_of(control) == area)
