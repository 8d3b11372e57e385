"""The only home of Hydra and OmegaConf: from a command line to typed, claimed jobs."""
