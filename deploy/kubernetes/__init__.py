"""What Kubernetes is told: see docs/operations.md."""
