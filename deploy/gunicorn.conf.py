"""The web server's settings, the same under `make run` and under systemd. Environment variables decide the rest."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
if os.environ.get("PORTAL_SOCKET"):
    bind = f"unix:{os.environ['PORTAL_SOCKET']}"

# Two processes use two cores; threads wait for the database and for slow lines to the county.
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))

# A first print of a long table takes seconds; longer than this is a fault.
timeout = 120
graceful_timeout = 20
keepalive = 5
# Each process is renewed now and then, not all at once, so that memory cannot creep.
max_requests = 5000
max_requests_jitter = 500


def post_worker_init(_worker: object) -> None:
    """Load the layout engine before the first request, so that nobody waits for it at the first print."""
    import portal.reporting.layout  # noqa: F401


# Heartbeats in memory: a full or slow disk must not look like a dead process.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
# Processes are steered by signals alone.
control_socket_disable = True

# The address a request comes from is believed only from the proxy on this machine.
forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 4094
limit_request_fields = 60

# The portal logs each request itself, without personal content; the server logs only its own state.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("WEB_LOGLEVEL", "warning")
