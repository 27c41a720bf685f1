"""What stands in for the outside world where there are no credentials: vendors, texts and mail."""
