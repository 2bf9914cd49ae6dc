"""Studies as records: protocol, submissions with what stands around them, import and export."""
