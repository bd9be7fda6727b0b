package main

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// oneLine takes spaces of any kind off both ends, and makes one of several
// between words.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func anyText(text string) (any, bool) { return text, true }

// readEmail reads a bare address, in lower case so that it is found again.
func readEmail(text string) (any, bool) {
	address, err := mail.ParseAddress(text)
	return strings.ToLower(text), err == nil && address.Address == text
}

// phonePattern is a number as people write it: country code, number, extension.
var phonePattern = regexp.MustCompile(`^(?:tel:)?(\+|00)?([0-9 ().\-/]+?)(?: ?(?:ext\.?|x) ?([0-9]{1,6}))?$`)

// readPhone gives a number one spelling, such as +442079460285 or 2025550142x12.
// It does not guess a country code that is not there.
func readPhone(text string) (any, bool) {
	parts := phonePattern.FindStringSubmatch(strings.ToLower(text))
	if parts == nil {
		return "", false
	}
	country, number, extension := parts[1], parts[2], parts[3]
	if country != "" {
		country, number = "+", strings.Replace(number, "(0)", "", 1)
	}
	number = strings.Map(digit, number)
	if extension != "" {
		extension = "x" + extension
	}
	return country + number + extension, len(number) >= 7 && len(number) <= 15
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// wholeNumber is a number with or without commas between thousands.
var wholeNumber = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)$`)

// readSeats reads a count. It does not take 1.500, which may be either of two
// numbers, nor words.
func readSeats(text string) (any, bool) {
	text = strings.Map(halfWidth, text)
	if !wholeNumber.MatchString(text) {
		return nil, false
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
	return n, err == nil
}

// halfWidth makes an ordinary digit of one that is as wide as a Han character.
func halfWidth(r rune) rune {
	if r >= '０' && r <= '９' {
		return r - '０' + '0'
	}
	return r
}

// dateLayouts are the ways to write a date that leave no doubt. Of the two with
// slashes only one may fit.
var dateLayouts = []string{time.DateOnly, time.RFC3339, "Jan 2, 2006", "2.1.2006", "2/1/2006", "1/2/2006"}

// readDate reads a date and gives it the spelling of the API. A date that two
// layouts read differently is none.
func readDate(text string) (any, bool) {
	found := ""
	for _, layout := range dateLayouts {
		date, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		day := date.Format(time.DateOnly)
		if found != "" && found != day {
			return nil, false
		}
		found = day
	}
	return found, found != ""
}

// subscriptions are the options of the custom field.
var subscriptions = []string{"Startup", "Business", "Enterprise"}

// readSubscription reads an option in any case.
func readSubscription(text string) (any, bool) {
	for _, option := range subscriptions {
		if strings.EqualFold(option, text) {
			return option, true
		}
	}
	return nil, false
}
