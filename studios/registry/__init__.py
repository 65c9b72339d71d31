"""The register of innovation studios: what each is, who belongs to it, what it has."""
