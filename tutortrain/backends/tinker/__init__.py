"""The Tinker training API: a service trains and samples, this process submits and waits.

preflight    what is refused before a run starts: the key, settings the service cannot follow, the model
service      the service's address, key and list of models, by plain HTTP and without the SDK
backend      opens training runs and samplers; `trainer` and `sampler` fill the protocols
wire         our values to the SDK's and back; `losses` sums what the service leaves unsummed
border       futures, and the SDK's errors turned into ours

Only these modules know the SDK (`tinker`, 0.25 to 0.38); it is imported when the backend is opened.
"""
