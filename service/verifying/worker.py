"""The process that compares one copy: it may be killed at any time, and writes nothing but its answer.

It is given its order as a line of JSON on standard input with the copy behind it. Whatever befalls it, no
trace is written, as one could quote the copy.
"""

import json
import os
import sys
from typing import Any

from service.engine import sandbox
from service.problems import Problem
from service.verifying.comparison import Order, compare

OUT_OF_MEMORY = "memory"


def main() -> None:
    """Carry out the order on standard input."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not get into the answer
    order = json.loads(sys.stdin.buffer.readline())
    sandbox.enter(order.pop("memory_mib"))
    sandbox.limit_processor(order.pop("seconds"))
    told: dict[str, Any]
    try:
        told = {"compared": compare(Order(**order), sys.stdin.buffer.read())}
    except Problem as problem:
        told = {"problem": problem.document()}
    except MemoryError:
        told = {"failed": OUT_OF_MEMORY}
    except Exception as error:  # noqa: BLE001 - its words could be those of the copy
        told = {"failed": type(error).__name__}
    json.dump(told, out)
    out.close()


if __name__ == "__main__":
    main()
