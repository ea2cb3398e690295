"""What builds, starts and keeps the portal; nothing of it runs inside."""
