"""Pictures that staff upload: from the file somebody chose to what the shop shows, step by step."""
