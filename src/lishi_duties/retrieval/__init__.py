"""Finding duties by words (`keyword`), and whose matter a request is (`dispatch`)."""
