"""Places where lectures are given: units, schools, communities, estates and halls."""
