"""What of Clientele is measured, started as in a deployment: a process each part."""
