"""A run's configuration as typed, frozen values: parsed once at the door, never looked up by string after.

run         the whole of it; one file a group: model, data, training, method, backend, benchmark
reward      what completions are rewarded for; `endpoint` where a served model is found
settings    how such a type is declared
parse       plain values to `RunConfig`, with every mistake at once
keys        which settings exist, and which one somebody meant

Defaults are not here but in conf/. Hydra and OmegaConf are not here but in `tutortrain.compose`.
"""
