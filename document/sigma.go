package document

// SigmaMatch is a Sigma rule that matched one process or one changed file.
type SigmaMatch struct {
	// Rule is the rule's title.
	Rule string `json:"rule"`
	ID   string `json:"id,omitempty"`
	// Level is informational, low, medium, high or critical.
	Level       string   `json:"level,omitempty"`
	Status      string   `json:"status,omitempty"`
	Description string   `json:"description,omitempty"`
	Tags        []string `json:"tags"`
	// Process is the PID, or Path the file, that it matched.
	Process int    `json:"process,omitempty"`
	Path    string `json:"path,omitempty"`
}
