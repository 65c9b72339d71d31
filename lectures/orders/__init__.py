"""点单: from the order to the closing report."""
