//go:build !race

package testset

const race = false
