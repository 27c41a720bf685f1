"""How Clientele is run: all in one, in containers, on Kubernetes; and what stands in for vendors."""
