package importer

// Reason is why a row is in its state, as a constant for programs to compare.
// [Reason.Text] returns it as a sentence for people.
type Reason string

// The reasons, each with the state that it belongs to. A repeat that was sent as one
// contact with another row has the state and the reason of that row.
const (
	ReasonNoMatchValue Reason = "no_match_value" // Invalid
	ReasonBadValue     Reason = "bad_value"      // Invalid
	ReasonMerged       Reason = "merged"         // Duplicate
	ReasonRepeated     Reason = "repeated"       // Duplicate
	ReasonExists       Reason = "exists"         // Skipped
	ReasonNew          Reason = "new"            // Skipped
	ReasonMergeType    Reason = "merge_type"     // Skipped
	ReasonRefused      Reason = "refused"        // Failed
	ReasonSeveralMatch Reason = "several_match"  // Failed
	ReasonNotExplained Reason = "not_explained"  // Failed
	ReasonLikeOthers   Reason = "like_others"    // Failed
	ReasonNotSaid      Reason = "not_said"       // Failed
	ReasonImportLost   Reason = "import_lost"    // Unknown
	ReasonNotShown     Reason = "not_shown"      // Unknown
	ReasonNotInList    Reason = "not_in_list"    // Unknown
	ReasonNotSent      Reason = "not_sent"       // Unfinished
	ReasonInFlight     Reason = "in_flight"      // Unfinished
	ReasonExpired      Reason = "expired"        // Unfinished, by workers of package cluster
)

var reasonTexts = map[Reason]string{
	ReasonNoMatchValue: "has none of the fields that rows are matched on",
	ReasonBadValue:     "has a value that cannot be sent",
	ReasonMerged:       "repeats another row; its values were merged into that one",
	ReasonRepeated:     "repeats another row; its values were not sent",
	ReasonExists:       "the contact exists already",
	ReasonNew:          "there is no such contact to update",
	ReasonMergeType:    "left out by the merge type",
	ReasonRefused:      "refused by the API",
	ReasonSeveralMatch: "several contacts match it: merge them or match on another field, then import it again",
	ReasonNotExplained: "not imported; not asked why, because Options.Explain was used up",
	ReasonLikeOthers:   "not imported; not asked why, because 20 rows before have failed for one reason",
	ReasonNotSaid:      "not imported; the API does not say why",
	ReasonImportLost:   "an import of its match value was not seen to end: import it later, it makes no second contact",
	ReasonNotShown:     "counts and searches do not say whether it is in: look for it, or import the row again later",
	ReasonNotInList:    "in the workspace, but nothing proves that it is in the list: add it again",
	ReasonNotSent:      "not sent: call Run again with the same rows and journal",
	ReasonInFlight:     "in an import under way: call Run again with the same rows and journal",
	ReasonExpired:      "not sent: no worker came in the time for which contacts are kept; import the row again",
}

// Text returns the reason in words, with what to do where something can be done.
func (r Reason) Text() string {
	if text, ok := reasonTexts[r]; ok {
		return text
	}
	return string(r)
}
