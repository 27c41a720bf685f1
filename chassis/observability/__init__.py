"""What a process tells of itself.

logs       one JSON object a line
redaction  secrets never reach a log
metrics    Prometheus
tracing    OpenTelemetry
failures   what a caller learns of an error, and whether it may pass
"""
