"""What Clientele is compared with, written small and the way its users recommend."""
