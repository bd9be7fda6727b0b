package importer

// Reason is why a row is in its state, as a constant for programs to compare.
// [Reason.Text] returns it as a sentence for people.
type Reason string

// The reasons, each with the state that it belongs to. A repeat that was sent as one
// contact with another row has the state and the reason of that row.
const (
	ReasonNoMatchValue Reason = "no_match_value" // Invalid: no value in any field of Options.MatchOn
	ReasonBadValue     Reason = "bad_value"      // Invalid: a value cannot be sent
	ReasonMerged       Reason = "merged"         // Duplicate: merged into the row that it repeats
	ReasonRepeated     Reason = "repeated"       // Duplicate: its values were not sent
	ReasonExists       Reason = "exists"         // Skipped: the contact exists
	ReasonNew          Reason = "new"            // Skipped: there is no such contact
	ReasonMergeType    Reason = "merge_type"     // Skipped by the merge type
	ReasonRefused      Reason = "refused"        // Failed: the API refused it
	ReasonSeveralMatch Reason = "several_match"  // Failed: several contacts match it
	ReasonNotExplained Reason = "not_explained"  // Failed: not asked why, see Options.Explain
	ReasonLikeOthers   Reason = "like_others"    // Failed: not asked why, like 20 rows before it
	ReasonNotSaid      Reason = "not_said"       // Failed: the API does not say why
	ReasonImportLost   Reason = "import_lost"    // Unknown: its import was not seen to end
	ReasonNotShown     Reason = "not_shown"      // Unknown: counts and searches do not show it
	ReasonNotInList    Reason = "not_in_list"    // Unknown: nothing proves that it is in the list
	ReasonNotSent      Reason = "not_sent"       // Unfinished: not sent
	ReasonInFlight     Reason = "in_flight"      // Unfinished: in an import under way
	ReasonExpired      Reason = "expired"        // Unfinished: not sent in time by workers of package cluster
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
	ReasonNotSent:      "not sent: call Run again, with the same rows and journal unless its error says otherwise",
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
