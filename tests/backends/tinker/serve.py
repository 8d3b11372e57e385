"""skyrl's Tinker server on the JAX of this environment: `python serve.py --base-model DIR --port N ...`.

skyrl 0.4.0 (Apache-2.0) is written for Python 3.12 and for `uv run`; here its API and its engine, which it
starts as a process of its own, run under this interpreter. The arguments are those of skyrl's EngineConfig.
"""

import argparse
import os
import runpy
import signal
import sys
import threading
import time
import typing
from pathlib import Path

ENGINE = "skyrl.tinker.engine"


def main() -> None:
    import typing_extensions

    if sys.version_info < (3, 12):  # pydantic wants the newer TypedDict, which skyrl takes from `typing`
        typing.TypedDict = typing_extensions.TypedDict
    if ENGINE in sys.argv:
        sys.argv.remove(ENGINE)
        runpy.run_module(ENGINE, run_name="__main__", alter_sys=True)
    else:
        serve()


def serve() -> None:
    import tinker
    import uvicorn
    from dialect import Dialect
    from skyrl.tinker import api
    from skyrl.tinker.config import EngineConfig, add_model, config_to_argv

    def engine_command(_parent: object, config: EngineConfig) -> list[str]:
        return [sys.executable, __file__, ENGINE, *config_to_argv(config)]

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    add_model(parser, EngineConfig)
    options = vars(parser.parse_args())
    port = options.pop("port")
    api._build_uv_run_cmd_engine = engine_command
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    api.app.state.engine_config = EngineConfig.model_validate(options)
    newer = tuple(int(part) for part in tinker.__version__.split(".")[:2]) > (0, 25)
    uvicorn.run(Dialect(api.app) if newer else api.app, host="127.0.0.1", port=port, log_level="warning")


def end_with_parent(parent: int) -> None:
    """Killed tests leave no server behind."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
