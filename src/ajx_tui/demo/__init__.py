"""The practice county 示例县: the lists that its invented offices and insurers hand over. All of it is fiction."""
