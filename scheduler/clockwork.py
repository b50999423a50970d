"""APScheduler as a dumb ticker: it wakes, the database says what is due."""

from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.jobs import Runner, anchor_day, fulfil, remind, sweep, tidy


class Clockwork:
    """A look at what is due each minute, an anchor of all histories each night. A late tick is never skipped."""

    def __init__(self, desk: Runner) -> None:
        self._ticker = AsyncIOScheduler(timezone="Asia/Shanghai")
        # The first look comes at once: what fell due while the process was down has waited long enough.
        always = {
            "misfire_grace_time": None,
            "coalesce": True,
            "max_instances": 1,
            "next_run_time": datetime.now(self._ticker.timezone),
        }
        # Each by itself: figures that take long hold up no clock.
        for look in (sweep, remind, fulfil):
            self._ticker.add_job(look, "interval", (desk,), minutes=1, **always)
        self._ticker.add_job(anchor_day, "interval", (desk,), hours=1, **always)
        self._ticker.add_job(tidy, "interval", (desk,), hours=1, **always)

    def start(self) -> None:
        self._ticker.start()

    def stop(self) -> None:
        self._ticker.shutdown(wait=False)
