"""What the shop explains about itself: a page a topic, in templates/storefront/help/."""

TOPICS = {
    "ordering": "Ordering and delivery",
    "payment": "Payment",
    "privacy": "Privacy and cookies",
    "accessibility": "Accessibility",
}
