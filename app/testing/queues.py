"""Work off what lies in the broker, in the test's own thread: what was published, as a worker would get it."""

from kombu.serialization import prepare_accept_content

from config.celery import app


def work_off(queue: str) -> list[str]:
    """Run every message of the queue; the names of the tasks. A task that fails fails the test."""
    app.autodiscover_tasks(force=True)
    done: list[str] = []
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        while (message := channel.basic_get(queue, no_ack=True)) is not None:
            message.accept = prepare_accept_content(app.conf.accept_content)
            arguments, keywords, _ = message.decode()
            name = message.headers["task"]
            app.tasks[name].apply(arguments, keywords, task_id=message.headers["id"], throw=True)
            done.append(name)
    return done
