"""The questionnaire: drafts, their pages, and what they come to."""
