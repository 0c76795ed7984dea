"""What we ask of the work queue's own table (Procrastinate's) that it has no call for."""

from psycopg import AsyncConnection


async def queues(connection: AsyncConnection, task: str) -> set[str]:
    """The queues in which jobs of a task wait or are worked at."""
    rows = await connection.execute(
        "SELECT DISTINCT queue_name FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')",
        (task,),
    )
    return {name async for (name,) in rows}
