"""A web service of somebody else, on a real port: a chat's, or a gateway's for text messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OutsideService:
    """Keeps what it is told, and answers as it is set."""

    def __init__(self, body: bytes) -> None:
        self.told: list[tuple[str, bytes]] = []  # path with query, and body
        self.status, self.body, self.delay = 200, body, 0.0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = self.rfile.read(int(self.headers["Content-Length"] or 0))
                service.told.append((self.path, said))
                time.sleep(service.delay)  # the server is slow, not the test
                self.send_response(service.status)
                if service.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(service.body)

            do_POST = do_GET  # noqa: N815 (the library's name)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"


@contextmanager
def outside_service(body: bytes) -> Iterator[OutsideService]:
    made = OutsideService(body)
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()
