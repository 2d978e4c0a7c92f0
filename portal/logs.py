"""Structured logs: one JSON object a line, codes and ids only, never what people typed."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from flask import Flask, Response, g, request

from portal import clock

_EXTRA = ("number", "endpoint", "kind", "method", "status", "milliseconds", "user", "role", "job")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "event": record.getMessage(),
        }
        line.update({k: getattr(record, k) for k in _EXTRA if hasattr(record, k)})
        if record.exc_info:
            # The place of a fault without its values: an exception's text may carry personal content.
            frames = []
            trace = record.exc_info[2]
            while trace is not None:
                frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
                trace = trace.tb_next
            line["trace"] = frames[-12:]
        return json.dumps(line, ensure_ascii=False)


def init_logs(app: Flask) -> None:
    """Write the portal's log, and that of the queue, to standard error, with one line per request."""
    log = logging.getLogger("portal")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
    log.setLevel(logging.WARNING if app.testing else logging.INFO)
    log.propagate = app.testing
    queue = logging.getLogger("huey")
    queue.handlers, queue.propagate = log.handlers, app.testing
    queue.setLevel(logging.WARNING)
    access = logging.getLogger("portal.access_log")

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.blueprint == "health" and response.status_code == 200:
            return response  # asked every few seconds by those who watch
        actor = g.get("actor")
        access.info(
            "request",
            extra={
                "endpoint": request.endpoint,
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
                "user": actor.user_id if actor else None,
                "role": actor.role.value if actor else None,
            },
        )
        return response
