"""The model: no Dash, no Plotly, no Flask. ``risk.flow`` tells the story."""
