"""Finding duties by words (`lexical`), and whose matter a request is (`dispatching`)."""
