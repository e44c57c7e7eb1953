import Testing

@testable import Azure

/// What is said about the permissions of a token.
struct PermissionReviewTests {
    @Test("The least permission is enough, and lacks only what is optional")
    func least() {
        let review = PermissionReview(["Application.ReadWrite.OwnedBy"])
        #expect(review.canRotateOwned && !review.canRotateAll)
        #expect(review.tooBroad.isEmpty)
        #expect(review.missing.map(\.permission) == ["AuditLog.Read.All", "Policy.Read.All"])
    }

    @Test("A permission to read alone rotates nothing")
    func readOnly() {
        let review = PermissionReview(["Application.Read.All"])
        #expect(!review.canRotateOwned)
        #expect(review.missing.first?.permission == "Application.ReadWrite.OwnedBy")
    }

    @Test("More than is needed is named, and covers what is needed")
    func broad() {
        let roles = [
            "Policy.Read.ApplicationConfiguration", "AuditLog.Read.All",
            "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
        ]
        let review = PermissionReview(roles)
        #expect(review.missing.isEmpty && review.canRotateAll)
        #expect(
            review.tooBroad.map(\.permission)
                == ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"])
    }
}
