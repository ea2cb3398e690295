"""Named sheets and the datasets behind them: what may be reported, not how it is written."""
