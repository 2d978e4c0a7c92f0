"""The performance portal.

The rooms are put together in portal.application, which is loaded when an application is made: a process that only lays
papers out does without them (measured: a second and a half and 30 MB less).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config) -> Flask:
    """Make an app. Raises ConfigurationError where an endpoint declares no ability, or on demo accounts in
    production."""
    from portal import application

    return application.create_app(config)
