"""Projects and joint projects of studios (攻关项目、集智攻关)."""
