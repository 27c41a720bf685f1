"""`make run`: the whole product on this machine, until Ctrl-C."""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402  (patching comes first)
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from environs import EnvError  # noqa: E402

from chassis.observability import logs, tracing  # noqa: E402
from chassis.process import memory, waiting  # noqa: E402
from chassis.process.health import HealthServer, Readiness  # noqa: E402
from chassis.process.settings import SettingsError, environment, one_line  # noqa: E402
from chassis.process.stopping import stop_signal  # noqa: E402
from chassis.rpc.client import RpcClient  # noqa: E402
from deploy.allinone import data_folder, intake  # noqa: E402
from deploy.allinone.product import BROKER_URL, Product  # noqa: E402
from deploy.allinone.welcome import welcome  # noqa: E402
from deploy.embedded_postgres import DataFolderInUse  # noqa: E402
from deploy.postmaster import ServerFailed  # noqa: E402
from gateway.app import build  # noqa: E402
from gateway.http.server import EventletServer  # noqa: E402
from gateway.settings import Settings, check  # noqa: E402


def main() -> int:
    """Serve until a signal; gives the exit code."""
    began = time.monotonic()
    # Else each thread that ever hashed a password keeps the 19 MiB of it.
    memory.return_large_blocks()
    try:
        folder, smtp_url, settings, intake_port = _settings()
    except SettingsError as error:
        print(f"clientele: {error}", file=sys.stderr)
        return 2
    logs.configure("clientele", settings.log_level)
    tracing.start("clientele", settings.otlp_endpoint)
    product = Product(folder, public_url=settings.public_url, smtp_url=smtp_url, intake_port=intake_port)
    rpc = RpcClient(BROKER_URL, "gateway")
    app = build(settings, rpc)
    server = EventletServer(app, settings.host, settings.port)
    # Figures for Prometheus are for those who run it: on an address of their own, where one is set.
    readiness = Readiness({"services": lambda: _require_ready(product)})
    metrics = (
        HealthServer(settings.health_host, settings.health_port, readiness) if settings.health_port else None
    )
    stopping = stop_signal()
    try:
        # The port is taken first: where another program has it, nothing else is begun.
        server.start()
        if metrics is not None:
            metrics.start()
    except OSError as error:
        ports = f"{settings.host}:{settings.port}"
        ports += f" and {settings.health_host}:{settings.health_port}" if metrics is not None else ""
        print(
            f"clientele: cannot listen on {ports}: {error.strerror or error}. "
            "Set CLIENTELE_PORT to a free port.",
            file=sys.stderr,
        )
        return 1
    try:
        product.start()
        rpc.start()
        _await_ready(product, rpc)
    except (DataFolderInUse, ServerFailed, SettingsError) as error:
        print(f"clientele: {error}", file=sys.stderr)
        product.stop()
        return 1
    except OSError as error:
        print(f"clientele: {data_folder.told_of(folder, error)}", file=sys.stderr)
        product.stop()
        return 1
    welcome(
        settings,
        folder,
        seconds=time.monotonic() - began,
        sandbox=smtp_url is None,
        vendors=product.vendors is not None,
        intake=product.intake.address,
    )
    stopping.wait()
    print("\nStopping …", flush=True)
    app.close()
    server.stop()
    if metrics is not None:
        metrics.stop()
    product.stop()
    rpc.stop()
    tracing.stop()
    print("Stopped. Your data are kept.", flush=True)
    return 0


def _require_ready(product: Product) -> None:
    for name, checks in product.health().items():
        for part, answer in checks.items():
            if answer != "ok":
                raise RuntimeError(f"{name}.{part}: {answer}")


def _settings() -> tuple[Path, str | None, Settings, int]:
    """The data folder, where mail goes, the gateway's settings, and the port where mail comes in.

    Raises `SettingsError`.
    """
    env = environment()
    try:
        folder = Path(env.str("DATA", "data")).expanduser().resolve()
        host, port = env.str("HOST", "127.0.0.1"), env.int("PORT", 8000)
        smtp_url = env.str("SMTP_URL", "") or None
        intake_port = intake.port_of(env.int("INTAKE_PORT", None))
        texts_leave = bool(env.str("TWILIO_ACCOUNT_SID", ""))
        settings = Settings(
            broker_url=BROKER_URL,
            host=host,
            port=port,
            health_host=env.str("HEALTH_HOST", "127.0.0.1"),
            health_port=env.int("HEALTH_PORT", 0),
            public_url=env.str("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
            trusted_proxies=tuple(env.list("TRUSTED_PROXIES", [])),
            rate_limits=env.bool("RATE_LIMITS", True),
            sandbox_mailbox=folder / "mailbox" if smtp_url is None else None,
            sandbox_phone=folder / "phone" if smtp_url is None and not texts_leave else None,
            sandbox_password=env.str("SANDBOX_PASSWORD", "") or None,
            sandbox_intake=f"127.0.0.1:{intake_port}",
            log_level=env.str("LOG_LEVEL", "WARNING").upper(),
            otlp_endpoint=env.str("OTLP_ENDPOINT", "") or None,
        )
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    check(settings)
    data_folder.check(folder)
    return folder, smtp_url, settings, intake_port


def _await_ready(product: Product, rpc: RpcClient) -> None:
    while not rpc.ready or any(
        answer != "ok" for checks in product.health().values() for answer in checks.values()
    ):
        waiting.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
