"""What can be refused before a run is claimed, without the SDK: one short request tells the rest."""

from tutortrain.backends.tinker.layers import check_lora
from tutortrain.backends.tinker.names import SCHEME, address, served_name
from tutortrain.backends.tinker.service import Service, served_models, trained_model
from tutortrain.config.backend import TinkerConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import UserError
from tutortrain.installed import lacking
from tutortrain.types import Checkpoint


def check(model: ModelConfig, lora: LoraConfig | None, backend: TinkerConfig) -> None:
    """Raises UserError without the SDK or a key, ConfigError for LoRA settings that no service has,
    ModelError for a model that it does not serve, and BackendError where it does not answer.

    lora: None for a model that is asked and not trained.
    """
    require_sdk()
    if lora is not None:
        check_lora(lora)
    service = Service.of(backend)
    service.key()
    served_name(model.base_model, served_models(service), trained=lora is not None)


def check_checkpoint(checkpoint: Checkpoint) -> None:
    """Raises ModelError for one on this machine."""
    address(checkpoint)


def base_of(checkpoint: Checkpoint, backend: TinkerConfig) -> str:
    """Asks the service; raises as `check_checkpoint` and `trained_model` do."""
    run_id = address(checkpoint).removeprefix(SCHEME).partition("/")[0]
    return trained_model(Service.of(backend), run_id)


def require_sdk() -> None:
    """Raises UserError where it is not installed."""
    if lacking(["tinker"]):
        raise UserError("backend=tinker needs tinker: pip install 'tutortrain[tinker]'")
