"""Alive, and ready."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

router = APIRouter(tags=["service"])


@router.get("/health", summary="The process is alive")
async def health() -> dict[str, str]:
    """Report that the process is alive. Neighbours are not checked: a restart would not fix them."""
    return {"status": "ok"}


@router.get("/ready", summary="The process can serve", responses={503: {"description": "Not now"}})
async def ready(request: Request) -> JSONResponse:
    """Report whether PostgreSQL answers. Without Redis the status is `degraded`, and still ready."""
    services = request.app.state.services
    parts: dict[str, Any] = {}
    try:
        await services.database.unscoped("SELECT 1")
        parts["database"] = "ok"
    except Exception:
        parts["database"] = "away"
    if services.database.disk.is_full:
        parts["disk"] = "full"  # reading goes on
    parts["redis"] = "ok" if services.bus.is_healthy else "away"
    is_ready = parts["database"] == "ok" and not getattr(services, "is_draining", False)
    status = (
        "ready"
        if is_ready and parts["redis"] == "ok" and "disk" not in parts
        else "degraded"
        if is_ready
        else "not_ready"
    )
    return JSONResponse({"status": status, "parts": parts}, status_code=200 if is_ready else 503)
