"""Project contests: call, submissions, screening, pitch day, result (项目竞赛、作品征集)."""
