"""Kinds of columns that many tables have."""

from sqlalchemy import String

CODE = String(40)
NAME = String(200)
