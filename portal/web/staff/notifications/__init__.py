"""What a person is told: the inbox on the site, and how mails are wanted."""
