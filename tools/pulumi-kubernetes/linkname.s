// Empty: with an assembly file in the package, Go takes a function without a body (makeKubeProvider).
