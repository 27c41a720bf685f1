"""The product on clusters on this machine.

    python -m deploy.cluster up       three brokers, three databases, two of everything of ours
    python -m deploy.cluster status   who leads, who follows, who is away; --watch says it again until Ctrl-C
    python -m deploy.cluster down     ends it and removes its data

Nodes are killed by `docker kill`, and come back by `up`. docs/cluster.md says what to try.
"""

from __future__ import annotations

import sys
import time

from deploy.cluster.cluster_status import look
from deploy.cluster.compose_project import ComposeFailed, ComposeProject
from deploy.cluster.status_lines import lines_of

#: Its own name, so that an installation without clusters stays as it is.
PROJECT = ComposeProject({"COMPOSE_PROJECT_NAME": "clientele-cluster"})
_AGAIN = 2.0


def main(arguments: list[str]) -> int:
    """The command; gives its exit code: 0, 1 where the cluster is not whole, 2 for a wrong word."""
    try:
        match arguments:
            case ["up"]:
                print("Starting some forty containers; the first time takes some minutes …", flush=True)
                PROJECT.up()
                return _show()
            case ["status"]:
                return _show()
            case ["status", "--watch"]:
                _watch()
            case ["down"]:
                PROJECT.down()
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except ComposeFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _show() -> int:
    found = look(PROJECT)
    if not found.containers:
        print("There is no cluster. Start it: python -m deploy.cluster up", file=sys.stderr)
        return 1
    print("\n".join(lines_of(found)))
    return 0 if found.is_whole else 1


def _watch() -> None:
    while True:
        print(time.strftime("\n%H:%M:%S"))
        _show()
        time.sleep(_AGAIN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
