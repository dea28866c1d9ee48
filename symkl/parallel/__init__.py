"""Worksheets judged by several processes, which share nothing, and which are killed when they hang or eat memory."""
